import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect } from "react";
import type { Layout } from "./quick-layout.ts";

/** Zoomed out farther than this, what a box says cannot be read. */
const readable = 0.8;

/** Moves the view to a chosen box that is not in sight, also when the canvas' width changes under it. */
export function useCentred(layout: Layout, id: string | null): void {
  const flow = useReactFlow();
  // The chosen op stays in sight when its details take room from the canvas.
  const [width, height] = [useStore((state) => state.width), useStore((state) => state.height)];
  useEffect(() => {
    const place = id === null ? undefined : layout.places.get(id);
    if (place === undefined || width === 0) return;
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [place.x * zoom + x, place.y * zoom + y];
    const [right, bottom] = [left + layout.box.width * zoom, top + layout.box.height * zoom];
    if (zoom >= readable && left >= 0 && top >= 0 && right <= width && bottom <= height) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    void flow.setCenter(place.x + layout.box.width / 2, place.y + layout.box.height / 2, {
      zoom: Math.max(zoom, readable),
      duration: still ? 0 : 180,
    });
  }, [flow, layout, id, width, height]);
}
