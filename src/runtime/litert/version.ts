/** The release of LiteRT that the bindings here were written for; a test compares it with the installed package. */
export const liteRtVersion = "2.5.3";
