// A small static server for the production build, with the headers that a host must send.
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
  ".wasm": "application/wasm",
  ".tflite": "application/octet-stream",
  ".zip": "application/zip",
};

const headersFile = new URL("../public/_headers", import.meta.url);

/** The headers of public/_headers (the format of two common static hosts), for all paths. */
export function isolationHeaders() {
  const lines = readFileSync(headersFile, "utf8").split("\n");
  return Object.fromEntries(
    lines.flatMap((line) => {
      const match = line.match(/^\s+([\w-]+):\s*(.+)$/);
      return match ? [[match[1], match[2]]] : [];
    }),
  );
}

/** Serves a folder; resolves to the address once it answers. Port 0 takes a free one. */
export function serveBuild(folder, port, extraHeaders = isolationHeaders()) {
  const base = fileURLToPath(folder);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = join(base, normalize(path));
    if (!file.startsWith(base.endsWith(sep) ? base : base + sep) && file !== base) file = base;
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!existsSync(file)) {
      response.writeHead(404, { "content-type": "text/plain", ...extraHeaders }).end("not found");
      return;
    }
    const hashed = /-[\w-]{8,}\.\w+$/.test(file);
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(file).size,
      "cache-control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
      ...extraHeaders,
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", () => {
      server.off("error", reject);
      resolve(`http://localhost:${server.address().port}/`);
    });
  });
}
