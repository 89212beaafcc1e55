/** A call of fewer elements costs more as a message than as work; one of more keeps a cancel waiting. */
const [least, most] = [1 << 18, 1 << 22];
/** Calls that each worker gets, so that all end together although some are slower. */
const callsPerWorker = 12;

/** Elements that one kernel call should handle, about, where `total` elements go to `workers` workers. */
export const elementsPerCall = (total: number, workers: number): number =>
  Math.max(least, Math.min(most, Math.ceil(total / (Math.max(1, workers) * callsPerWorker))));
