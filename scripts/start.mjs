// npm start: installs what is missing, builds, serves with the two isolation headers, prints the address.
import { createServer } from "node:http";
import { ensureDependencies, fail, root } from "./set-up.mjs";

ensureDependencies();
const { build } = await import("vite");
const { serveBuild } = await import("./serve.mjs");

const port = Number(process.env.PORT ?? 4173);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  fail(`PORT must be a port number, not “${process.env.PORT}”.`);

// Asked before the build, so that a taken port is known at once.
await new Promise((free) => {
  const probe = createServer();
  probe.once("error", (error) =>
    fail(
      error.code === "EADDRINUSE"
        ? `Port ${port} is taken. Stop what uses it, or choose another: PORT=5000 npm start.`
        : `Port ${port} cannot be opened (${error.code}).`,
    ),
  );
  probe.listen(port, "localhost", () => probe.close(free));
});

await build({ root: new URL(".", root).pathname, logLevel: "warn" });
const address = await serveBuild(new URL("dist/web/", root), port).catch((error) =>
  fail(`Port ${port} cannot be opened (${error.code}).`),
);
console.log(`tflite-studio is at ${address}`);
