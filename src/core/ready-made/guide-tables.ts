// The two tables of the TensorFlow Lite model optimization guide, as published figures to compare with.

/** Where both tables were read. */
export const guideSource =
  "https://github.com/google-ai-edge/LiteRT/blob/f6745779/tflite/g3doc/performance/model_optimization.md";

/** A model before and after quantization; latency on one big core of a Pixel 2. Null where none is given. */
export interface QuantizationRow {
  readonly model: string;
  /** Top-1 accuracy on ImageNet, as shares. */
  readonly top1: Tripled;
  /** Milliseconds. */
  readonly latency: Tripled;
  /** Megabytes. */
  readonly size: { readonly original: number; readonly optimized: number };
}

export interface Tripled {
  readonly original: number;
  readonly postTraining: number;
  readonly trained: number | null;
}

const tripled = (original: number, postTraining: number, trained: number | null): Tripled => ({
  original,
  postTraining,
  trained,
});

/** Table 1: post-training (dynamic range) quantization and quantization-aware training (full integer). */
export const quantizationTable: readonly QuantizationRow[] = [
  {
    model: "MobileNet V1 1.0, 224 pixels",
    top1: tripled(0.709, 0.657, 0.7),
    latency: tripled(124, 112, 64),
    size: { original: 16.9, optimized: 4.3 },
  },
  {
    model: "MobileNet V2 1.0, 224 pixels",
    top1: tripled(0.719, 0.637, 0.709),
    latency: tripled(89, 98, 54),
    size: { original: 14, optimized: 3.6 },
  },
  {
    model: "Inception V3",
    top1: tripled(0.78, 0.772, 0.775),
    latency: tripled(1130, 845, 543),
    size: { original: 95.7, optimized: 23.9 },
  },
  {
    model: "ResNet V2 101",
    top1: tripled(0.77, 0.768, null),
    latency: tripled(3973, 2868, null),
    size: { original: 178.3, optimized: 44.9 },
  },
];

/** Accuracy with float32, int8 and int16 activations, each as it is published. */
export interface ActivationRow {
  readonly model: string;
  readonly metric: string;
  /** Whether a larger figure is better (accuracy) or a smaller (error rate). */
  readonly larger: boolean;
  readonly float32: number;
  readonly int8: number;
  readonly int16: number;
  /** A second figure that the guide gives in brackets. */
  readonly exactMatch?: readonly [number, number, number];
}

/** Table 2: int8 weights with int8 and with int16 activations. Percentages are given as such. */
export const activationTable: readonly ActivationRow[] = [
  { model: "Wav2letter", metric: "word error rate, %", larger: false, float32: 6.7, int8: 7.7, int16: 7.2 },
  {
    model: "DeepSpeech 0.5.1 (unrolled)",
    metric: "character error rate, %",
    larger: false,
    float32: 6.13,
    int8: 43.67,
    int16: 6.52,
  },
  { model: "YOLO V3", metric: "mAP at IoU 0.5", larger: true, float32: 0.577, int8: 0.563, int16: 0.574 },
  {
    model: "MobileNet V1",
    metric: "top-1 accuracy",
    larger: true,
    float32: 0.7062,
    int8: 0.694,
    int16: 0.6936,
  },
  {
    model: "MobileNet V2",
    metric: "top-1 accuracy",
    larger: true,
    float32: 0.718,
    int8: 0.7126,
    int16: 0.7137,
  },
  {
    model: "MobileBERT",
    metric: "F1 (exact match)",
    larger: true,
    float32: 88.81,
    int8: 2.08,
    int16: 88.73,
    exactMatch: [81.23, 0, 81.15],
  },
];
