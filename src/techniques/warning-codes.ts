/** A warning that the page answers with buttons: an op whose inputs, of very different size, share one range. */
export const sharedRangeCode = "shared-range";
