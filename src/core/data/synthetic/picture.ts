// Pictures out of a seed that resemble photographs in what matters for activations: power falling as 1/f² (value
// noise with amplitude proportional to wavelength; Field 1987, https://doi.org/10.1364/JOSAA.4.002379), channels
// that go together, a few sharp edges, and brightness and contrast that differ from picture to picture.

type Random = () => number;

/** Pixels 0 to 255 as whole numbers, `channels` planes of height x width, plane after plane. */
export function syntheticPicture(
  random: Random,
  height: number,
  width: number,
  channels: number,
): Float32Array {
  const size = height * width;
  const light = spread(shapes(random, noise(random, height, width), height, width));
  const brightness = 70 + 115 * random();
  const contrast = 25 + 60 * random();
  const pixels = new Float32Array(size * channels);
  for (let c = 0; c < channels; c++) {
    const tint = channels === 1 ? null : spread(noise(random, height, width));
    const cast = channels === 1 ? 0 : 40 * (random() - 0.5);
    const colour = channels === 1 ? 0 : 0.25 + 0.35 * random();
    for (let i = 0; i < size; i++) {
      const value = brightness + cast + contrast * (light[i]! + (tint === null ? 0 : colour * tint[i]!));
      pixels[c * size + i] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return pixels;
}

/** Octaves of smooth noise, each of half the wavelength and half the amplitude of the one before. */
function noise(random: Random, height: number, width: number): Float32Array {
  const field = new Float32Array(height * width);
  const longest = Math.max(height, width);
  let amplitude = 1;
  for (let cell = longest; cell >= 2; cell /= 2, amplitude /= 2) {
    addOctave(field, random, height, width, cell, amplitude);
  }
  return field;
}

function addOctave(
  field: Float32Array,
  random: Random,
  height: number,
  width: number,
  cell: number,
  amplitude: number,
): void {
  const columns = Math.ceil(width / cell) + 2;
  const rows = Math.ceil(height / cell) + 2;
  const grid = Float32Array.from({ length: rows * columns }, () => 2 * random() - 1);
  const [down, across] = [random(), random()];
  const smooth = (t: number): number => t * t * (3 - 2 * t);
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const u = x / cell + across;
    left[x] = Math.floor(u);
    share[x] = smooth(u - left[x]!);
  }
  for (let y = 0; y < height; y++) {
    const v = y / cell + down;
    const row = Math.floor(v) * columns;
    const fy = smooth(v - Math.floor(v));
    for (let x = 0; x < width; x++) {
      const at = row + left[x]!;
      const fx = share[x]!;
      const top = grid[at]! + (grid[at + 1]! - grid[at]!) * fx;
      const bottom = grid[at + columns]! + (grid[at + columns + 1]! - grid[at + columns]!) * fx;
      field[y * width + x]! += amplitude * (top + (bottom - top) * fy);
    }
  }
}

/** A few ellipses and half planes, lighter or darker than what lies behind them, with an edge of about a pixel. */
function shapes(random: Random, field: Float32Array, height: number, width: number): Float32Array {
  const count = 2 + Math.floor(4 * random());
  for (let s = 0; s < count; s++) {
    const lift = (random() - 0.5) * 3;
    const [cy, cx] = [random() * height, random() * width];
    const angle = random() * 2 * Math.PI;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const a = (0.08 + 0.35 * random()) * Math.max(height, width);
    const b = a * (0.3 + 0.7 * random());
    const isPlane = random() < 0.3;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const u = (x - cx) * cos + (y - cy) * sin;
        const v = (y - cy) * cos - (x - cx) * sin;
        const inside = isPlane ? u : b * (1 - Math.sqrt((u * u) / (a * a) + (v * v) / (b * b)));
        field[y * width + x]! += lift * Math.min(1, Math.max(0, inside + 0.5));
      }
    }
  }
  return field;
}

/** To a mean of 0 and a standard deviation of 1. */
function spread(field: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const v of field) {
    sum += v;
    squares += v * v;
  }
  const mean = sum / field.length;
  const deviation = Math.sqrt(Math.max(1e-12, squares / field.length - mean * mean));
  return field.map((v) => (v - mean) / deviation);
}
