// Lays graphs out with ELK's layered algorithm; elkjs answers messages of its own client (src/ui/graph/layout.ts).
import "elkjs/lib/elk-worker.min.js";
