import { setUpV8 } from "../../runtime/node/v8-settings.ts";

setUpV8();
