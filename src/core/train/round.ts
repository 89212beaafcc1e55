const magic = 1.5 * 2 ** 52;

/** To the nearest integer, halves to even, for |x| under 2^51: the addition does the rounding. */
export const roundHalfEven = (x: number): number => x + magic - magic;
