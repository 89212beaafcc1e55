import { type Constraints, fits, type Point, type SearchState, sizeOf } from "./state.ts";

/**
 * The end of a search with other latencies in the place of its own: the answer may be another one of those that were
 * measured again, as what seemed quick enough beside other moments of the machine may not be, and the other way round.
 */
export function remeasured(
  state: SearchState,
  milliseconds: ReadonlyMap<string, number>,
  constraints: Constraints,
): SearchState {
  const again = (point: Point): Point => {
    const figure = milliseconds.get(point.candidate.key);
    return figure === undefined ? point : { ...point, measured: { ...point.measured, milliseconds: figure } };
  };
  const frontier = state.frontier.map(again);
  const { maxLoss } = constraints;
  const valid = [...(state.answer ? [again(state.answer)] : []), ...frontier].filter(
    ({ level, measured }) =>
      level === "full" &&
      fits(measured, constraints) &&
      (maxLoss === undefined || measured.loss!.value <= maxLoss),
  );
  const smallest = maxLoss !== undefined;
  const [answer = null] = valid.toSorted((p, q) => {
    const size = sizeOf(p.measured, constraints) - sizeOf(q.measured, constraints);
    const loss = p.measured.loss!.value - q.measured.loss!.value;
    return smallest ? size || loss : loss || size;
  });
  return { ...state, answer, frontier };
}
