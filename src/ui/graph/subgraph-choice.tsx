interface Props {
  readonly names: readonly string[];
  readonly value: number;
  readonly onChange: (subgraph: number) => void;
}

/** Which subgraph is shown; nothing where there is one alone. */
export function SubgraphChoice({ names, value, onChange }: Props) {
  if (names.length < 2) return null;
  return (
    <select
      className="field"
      aria-label="Subgraph"
      value={value}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    >
      {names.map((name, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: subgraphs are known by their place
        <option key={i} value={i}>
          {name || `subgraph ${i}`}
        </option>
      ))}
    </select>
  );
}
