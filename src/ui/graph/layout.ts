import ELK, { type ELK as Elk, type ElkNode } from "elkjs/lib/elk-api.js";
import { opBox, type Shape } from "./drawing.ts";
import { type Layout, type Point, quickLayout } from "./quick-layout.ts";

/** More ops than this take ELK seconds; they are laid out in one pass instead. */
const mostForElk = 350;

let elk: Elk | null = null;

function worker(): Worker {
  return new Worker(new URL("../../../workers/layout.worker.ts", import.meta.url), {
    type: "module",
    name: "layout",
  });
}

/** Longest that anybody waits for ELK, in milliseconds. */
const patience = 2500;

/** Places for every op: ELK's, from its worker, or the quick ones where those would take long or fail. */
export async function layOut(drawing: Shape): Promise<Layout> {
  if (drawing.ops.length > mostForElk || drawing.ops.length === 0) return quickLayout(drawing);
  const late = new Promise<null>((resolve) => setTimeout(resolve, patience, null));
  return (await Promise.race([thorough(drawing), late])) ?? quickLayout(drawing);
}

async function thorough(drawing: Shape): Promise<Layout | null> {
  const box = drawing.box ?? opBox;
  try {
    elk ??= new ELK({ workerFactory: worker });
    const root: ElkNode = await elk.layout({
      id: "graph",
      layoutOptions: {
        "elk.algorithm": "layered",
        "elk.direction": "DOWN",
        "elk.layered.spacing.nodeNodeBetweenLayers": "34",
        "elk.spacing.nodeNode": "28",
        "elk.edgeRouting": "ORTHOGONAL",
        "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
        "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
      },
      children: drawing.ops.map(({ id }) => ({ id, ...box })),
      edges: drawing.edges.map(({ id, source, target }) => ({ id, sources: [source], targets: [target] })),
    });
    const places = new Map(root.children?.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
    const routes = new Map(
      root.edges?.flatMap(({ id, sections }): [string, Point[]][] => {
        const [section] = sections ?? [];
        if (section === undefined) return [];
        return [[id, [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]]];
      }),
    );
    return { places, routes, box };
  } catch {
    return null;
  }
}
