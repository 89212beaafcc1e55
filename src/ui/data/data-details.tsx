import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { DataSummary } from "../../state/model.ts";
import { keptData } from "../../state/persist/keep-data.ts";
import type { Previews } from "../../state/studio.ts";
import { bytes } from "../look/format.ts";
import { useStudio } from "../studio.tsx";
import { SettingField } from "./setting-field.tsx";

/** The samples as the model gets them, how they got that way, and what looks wrong about them. */
export function DataDetails({ data }: { readonly data: DataSummary }) {
  const studio = useStudio();
  const { previews } = studio;
  const kept = useStore(keptData, (state) => state.data);
  return (
    <div className="data-details">
      {previews.length > 0 && (
        <figure>
          <figcaption className="dim small">The first samples, as the model sees them</figcaption>
          <div className="previews">
            {previews.map((preview, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
              <Preview key={i} preview={preview} index={i} />
            ))}
          </div>
        </figure>
      )}
      {data.preprocessing.length > 0 && (
        <div className="settings">
          {data.preprocessing.map(({ setting, value, reason }) => (
            <SettingField
              key={setting}
              setting={setting}
              value={value}
              reason={reason}
              onChange={(changed) => void studio.changeData({ [setting]: changed })}
            />
          ))}
        </div>
      )}
      {data.findings.length > 0 && (
        <ul className="findings">
          {data.findings.map((finding) => (
            <li key={finding.message} data-severity={finding.severity}>
              {finding.message}
            </li>
          ))}
        </ul>
      )}
      {kept && (
        <p className="dim small">
          Kept with the model in this browser's storage ({bytes(kept.bytes)}), nowhere else, until you remove
          them or the model.
        </p>
      )}
      {data.skipped.length > 0 && (
        <details>
          <summary>{data.skipped.length} left out</summary>
          <ul className="small">
            {data.skipped.slice(0, 100).map(({ name, reason }) => (
              <li key={name}>
                <code>{name}</code> {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Preview({ preview, index }: { readonly preview: Previews[number]; readonly index: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pixels = new ImageData(preview.width, preview.height);
    pixels.data.set(preview.rgba);
    canvas.current?.getContext("2d")?.putImageData(pixels, 0, 0);
  }, [preview]);
  return (
    <canvas
      ref={canvas}
      width={preview.width}
      height={preview.height}
      role="img"
      aria-label={`Sample ${index + 1}`}
    />
  );
}
