// Three small drawings of what a person will get. Decoration: the captions beside them say the same in words.

const bars: readonly [string, number][] = [
  ["var(--original)", 92],
  ["var(--float16)", 46],
  ["var(--dynamic-int8)", 25],
  ["var(--weight-int4)", 15],
];

export const TableDrawing = () => (
  <svg viewBox="0 0 160 96" aria-hidden="true" className="drawing">
    {bars.map(([colour, width], i) => (
      <g key={colour} transform={`translate(0 ${10 + i * 22})`}>
        <circle cx="10" cy="5" r="4" fill={colour} />
        <rect x="22" y="2.5" width={[30, 24, 34, 28][i]} height="5" rx="2.5" className="drawing-soft" />
        <rect x="64" y="1" width="92" height="8" rx="4" className="drawing-track" />
        <rect x="64" y="1" width={width} height="8" rx="4" fill={colour} />
      </g>
    ))}
  </svg>
);

export const TradeOffDrawing = () => (
  <svg viewBox="0 0 160 96" aria-hidden="true" className="drawing">
    <path d="M18 6v76h136" className="drawing-line" />
    <path d="M32 66h18V40h32V22h46v-8h22" className="drawing-frontier" />
    <circle cx="32" cy="66" r="5.5" fill="var(--weight-int4)" />
    <circle cx="50" cy="40" r="5.5" fill="var(--dynamic-int8)" />
    <rect x="77" y="17" width="10" height="10" fill="var(--int8)" />
    <circle cx="128" cy="14" r="5.5" fill="var(--float16)" />
    <path d="m101 48 6 10H95z" fill="var(--prune)" />
    <circle cx="66" cy="60" r="5.5" fill="var(--weight-int8)" />
  </svg>
);

export const TreeDrawing = () => (
  <svg viewBox="0 0 160 96" aria-hidden="true" className="drawing">
    <path d="M80 18v12M80 30H34v14M80 30h46v14M34 58v10H16v10M34 68h24v10" className="drawing-line" />
    <path d="M80 18v12h46v14" className="drawing-frontier" />
    <rect x="52" y="4" width="56" height="15" rx="7.5" className="drawing-box" />
    <rect x="10" y="44" width="48" height="15" rx="7.5" className="drawing-box" />
    <rect x="102" y="44" width="48" height="15" rx="7.5" fill="var(--int8)" />
    <path d="m119 51.5 4.5 4 8-8" className="drawing-tick" />
    <circle cx="16" cy="83" r="5.5" fill="var(--float16)" />
    <circle cx="58" cy="83" r="5.5" fill="var(--weight-int8)" />
  </svg>
);
