import { serve } from "../src/runtime/browser/serve.ts";
import { kernelService } from "./kernel-service.ts";

serve(kernelService);
