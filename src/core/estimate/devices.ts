import type { TargetId } from "../targets/target.ts";

/** Processors that share the balance of their costs and differ in speed. */
export type Family = "cpu" | "gpu" | "edge-tpu";

/** A device with published measurements. */
export interface Device {
  readonly id: string;
  readonly label: string;
  readonly family: Family;
  /** Whose rules say which ops run there. */
  readonly target: TargetId;
  /** The conditions of the measurements. */
  readonly conditions: string;
}

export const devices: readonly Device[] = [
  {
    id: "pixel-3-cpu",
    label: "Pixel 3",
    family: "cpu",
    target: "android-cpu",
    conditions: "CPU, 4 threads, Android 10",
  },
  { id: "pixel-4-cpu", label: "Pixel 4", family: "cpu", target: "android-cpu", conditions: "CPU, 4 threads" },
  {
    id: "pixel-2-core",
    label: "Pixel 2",
    family: "cpu",
    target: "android-cpu",
    conditions: "one big core, TensorFlow Lite of 2019",
  },
  {
    id: "pixel-3a-core",
    label: "Pixel 3a",
    family: "cpu",
    target: "android-cpu",
    conditions: "one core, XNNPACK",
  },
  {
    id: "raspberry-pi-4",
    label: "Raspberry Pi 4",
    family: "cpu",
    target: "desktop-cpu",
    conditions: "4 cores, 64 bits, XNNPACK",
  },
  {
    id: "pixel-3-gpu",
    label: "Pixel 3 GPU",
    family: "gpu",
    target: "android-gpu",
    conditions: "GPU delegate, Android 10",
  },
  {
    id: "pixel-4-gpu",
    label: "Pixel 4 GPU",
    family: "gpu",
    target: "android-gpu",
    conditions: "GPU delegate, float16 allowed",
  },
  {
    id: "pixel-4-gpu-32",
    label: "Pixel 4 GPU, exact",
    family: "gpu",
    target: "android-gpu",
    conditions: "GPU delegate, float32",
  },
  {
    id: "coral-dev-board",
    label: "Coral Dev Board",
    family: "edge-tpu",
    target: "edge-tpu",
    conditions: "Edge TPU on the board",
  },
  {
    id: "coral-usb",
    label: "Coral USB Accelerator",
    family: "edge-tpu",
    target: "edge-tpu",
    conditions: "Edge TPU at USB 3, desktop host",
  },
];
