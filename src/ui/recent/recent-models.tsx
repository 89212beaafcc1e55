import { useEffect } from "react";
import { useStore } from "zustand";
import { thousands } from "../../core/thousands.ts";
import type { KeptModel } from "../../state/persist/database.ts";
import { forget, recent, refreshRecent, reopen } from "../../state/persist/recent.ts";
import { keptBytes } from "../../state/persist/room.ts";
import { bytes, moment } from "../look/format.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio } from "../studio.tsx";
import "./recent.css";

/** Models of earlier visits, open again at a click; nothing where there are none or storage is denied. */
export default function RecentModels() {
  const { models, variants } = useStore(recent);
  useEffect(() => void refreshRecent(), []);
  if (models.length === 0) return null;
  return (
    <section className="recent" aria-labelledby="recent-title">
      <div className="recent-head">
        <h2 id="recent-title">Recent models</h2>
        <span className="dim small">
          {bytes(keptBytes(models, variants))} in this browser's storage, nowhere else
        </span>
        <button
          type="button"
          className="button quiet"
          onClick={() => void forget(models.map(({ fingerprint }) => fingerprint))}
        >
          Delete all
        </button>
      </div>
      <ul>
        {models.map((model) => (
          <RecentModel key={model.fingerprint} model={model} />
        ))}
      </ul>
    </section>
  );
}

function RecentModel({ model }: { readonly model: KeptModel }) {
  const studio = useStudio();
  const { name, bytes: size, opened, made, data, fingerprint } = model;
  const smallest = made.reduce<KeptModel["made"][number] | null>(
    (least, one) => (least === null || one.bytes < least.bytes ? one : least),
    null,
  );
  return (
    <li>
      <button type="button" className="recent-open" onClick={() => void reopen(studio, model)}>
        <strong>{name}</strong>
        <span className="dim small">
          {bytes(size)} · opened {moment(opened)}
          {data && ` · with ${samples(data.count)}, ${bytes(data.bytes)}`}
          {smallest &&
            ` · earlier: ${made.length} ${made.length === 1 ? "variant" : "variants"}, smallest ${bytes(smallest.bytes)} (${smallest.label})`}
        </span>
      </button>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label={`Delete ${name} from the recent models`}
        onClick={() => void forget([fingerprint])}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

const samples = (count: number): string => `${thousands(count)} ${count === 1 ? "sample" : "samples"}`;
