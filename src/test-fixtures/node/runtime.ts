/** The runtime in the test's own thread. */
export { createNodeRuntime as createTestRuntime } from "../../runtime/node/in-process.ts";
