import { separate } from "../look/separate.ts";

export const Workbench = separate(() => import("../workbench.tsx"));
