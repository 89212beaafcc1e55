import { type RefObject, useEffect, useRef, useState } from "react";
import { useWhenIdle } from "../look/idle.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
  /** Pixels of one rem, so that charts grow with the text. */
  readonly rem: number;
}

/** The size of an element as it changes; null before it is first laid out. */
export function useSize<E extends HTMLElement>(): [RefObject<E | null>, Size | null] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setSize({ width: Math.floor(width), height: Math.floor(height), rem });
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, useWhenIdle(size) ?? null];
}
