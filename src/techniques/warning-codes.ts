/** A warning that the page answers with buttons: an op whose inputs, of very different size, share one range. */
export const sharedRangeCode = "shared-range";

/** Depthwise convolutions that int8 makes slower: the page offers a row that leaves them float. */
export const slowDepthwiseCode = "slow-depthwise";
