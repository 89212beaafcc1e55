import { useWideVectors } from "../../runtime/node/wide-vectors.ts";

useWideVectors();
