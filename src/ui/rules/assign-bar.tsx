import { useMemo, useState } from "react";
import type { OpView, SubgraphView } from "../../core/graph/view.ts";
import type { RecipeAction } from "../../core/recipe/actions.ts";
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import { exactly, joined } from "../../techniques/rules.ts";
import { ActionSelect } from "./action-select.tsx";
import { type TwinOf, twins } from "./twins.ts";

interface Props {
  readonly graph: SubgraphView;
  /** The same subgraph of the original, whose names rules are about. */
  readonly source: SubgraphView;
  readonly selected: OpView | null;
  readonly marked: ReadonlySet<number>;
  readonly found: readonly number[];
  readonly onMark: (op: number) => void;
  readonly onUnmark: () => void;
  readonly onAdd: (rule: RecipeRule) => void;
}

interface Group {
  readonly id: string;
  readonly text: string;
  readonly rule: Omit<RecipeRule, "action">;
}

/** Puts ops and a precision together to a rule: the chosen op, all of its kind, those that are marked or found. */
export function AssignBar(props: Props) {
  const { graph, source, selected, marked, found, onMark, onUnmark, onAdd } = props;
  const [wanted, setWanted] = useState<string | null>(null);
  const [action, setAction] = useState<RecipeAction>("float");
  const [said, setSaid] = useState("");
  const twinOf = useMemo(() => twins(graph, source), [graph, source]);
  const groups = useMemo(
    () => groupsOf({ graph, source, selected, marked, found }, twinOf),
    [graph, source, selected, marked, found, twinOf],
  );
  const group = groups.find(({ id }) => id === wanted) ?? groups[0]!;
  const canMark = selected !== null && twinOf(selected) !== null;
  return (
    <form
      className="assign"
      aria-label="Make a rule"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ ...group.rule, action });
        setSaid(`Added for ${group.text}`);
      }}
    >
      <span className="assign-field">
        <span aria-hidden="true">Make</span>
        <select
          className="field"
          aria-label="Which ops"
          value={group.id}
          onChange={(event) => setWanted(event.currentTarget.value)}
        >
          {groups.map(({ id, text }) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </select>
      </span>
      <span className="assign-field">
        <span aria-hidden="true">be</span>
        <ActionSelect label="What they become" value={action} onChange={setAction} />
      </span>
      <button type="submit" className="button">
        Add rule
      </button>
      {canMark && (
        <button
          type="button"
          className="button quiet"
          aria-pressed={marked.has(selected.index)}
          onClick={() => onMark(selected.index)}
        >
          {marked.has(selected.index) ? "Marked" : "Mark this op"}
        </button>
      )}
      {marked.size > 0 && (
        <button type="button" className="button quiet" onClick={onUnmark}>
          Unmark all {marked.size}
        </button>
      )}
      <span className="small dim assign-said" role="status">
        {said || "Mark several with Shift and click, or with the space bar."}
      </span>
    </form>
  );
}

function groupsOf(
  { graph, source, selected, marked, found }: Omit<Props, "onMark" | "onUnmark" | "onAdd">,
  twinOf: TwinOf,
): Group[] {
  const real = (ops: readonly number[]): OpView[] =>
    ops.flatMap((o) => {
      const op = graph.ops[o];
      const twin = op === undefined ? null : twinOf(op);
      return twin === null ? [] : [twin];
    });
  const kinds = [...new Set(source.ops.map(({ name }) => name))].sort();
  const chosen = selected === null ? null : twinOf(selected);
  const some = (id: string, ops: readonly number[], word: string): Group[] => {
    const those = real(ops);
    if (those.length === 0) return [];
    const names = new Set(those.map(({ name }) => name));
    const outputs = those.map((op) => joined(op.outputs.map((t) => source.tensors[t]?.name ?? "")));
    const [only = "*"] = names.size === 1 ? names : [];
    return [{ id, text: `the ${those.length} ${word}`, rule: { match: exactly(outputs), op: only } }];
  };
  const one =
    chosen === null
      ? []
      : some("op", [selected!.index], "chosen").map((group) => ({
          ...group,
          text: `${chosen.name} #${selected!.index}`,
        }));
  const own = chosen === null ? [] : [chosen.name];
  return [
    ...some(
      "marked",
      [...marked].sort((a, b) => a - b),
      "marked",
    ),
    ...one,
    ...some("found", found, "found"),
    ...[...own, ...kinds.filter((kind) => !own.includes(kind))].map((kind) => ({
      id: `kind ${kind}`,
      text: `all ${kind}`,
      rule: { match: ".*", op: kind },
    })),
    { id: "all", text: "all ops", rule: { match: ".*", op: "*" } },
  ];
}
