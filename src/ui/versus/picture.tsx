import { useEffect, useRef } from "react";

interface PictureProps {
  readonly preview: { readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray };
  /** What it shows; left out where something beside it says so. */
  readonly name?: string;
  readonly style?: React.CSSProperties;
}

export function Picture({ preview: { width, height, rgba }, name, style }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pixels = new ImageData(width, height);
    pixels.data.set(rgba);
    canvas.current?.getContext("2d")?.putImageData(pixels, 0, 0);
  }, [width, height, rgba]);
  const said = name === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": name };
  return <canvas ref={canvas} width={width} height={height} style={style} {...said} />;
}
