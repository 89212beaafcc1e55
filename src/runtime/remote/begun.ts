/** What a worker says first, by itself, once its script has run: from then on it answers. */
export const begun = "begun";
