export type ImageFormat = "png" | "jpeg" | "webp";
