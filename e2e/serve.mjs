// Serves the production build for the end-to-end tests.
import { serveBuild } from "../scripts/serve.mjs";

console.log(await serveBuild(new URL("../dist/web/", import.meta.url), Number(process.argv[2])));
