/** A weight seen as [outer, channels, inner], row-major: the channel axis and what lies around it. */
export interface ChannelLayout {
  readonly outer: number;
  readonly channels: number;
  readonly inner: number;
}

/** Largest absolute value of each channel; float32 [channels]. NaN counts as nothing. */
export function absMax(args: {
  readonly values: Float32Array;
  readonly layout: ChannelLayout;
}): Float32Array {
  const { values, layout } = args;
  const { outer, channels, inner } = layout;
  const result = new Float32Array(channels);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let c = 0; c < channels; c++) {
      let most = result[c]!;
      for (const end = at + inner; at < end; at++) {
        const a = Math.abs(values[at]!);
        if (a > most) most = a;
      }
      result[c] = most;
    }
  }
  return result;
}
