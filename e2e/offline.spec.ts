// After one visit the page works without a network: it opens, makes variants of the demo model and measures them.
import { expect, test } from "@playwright/test";

test.use({ serviceWorkers: "allow" });

test("offline after the first visit: reload, optimize the demo, open a ready-made model", async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await expect(page.getByText("works without a network")).toBeVisible({ timeout: 60_000 });
  // What this browser's runtime is made of is fetched behind the page's back.
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const [name] = await caches.keys();
          const stored = await (await caches.open(name!)).keys();
          return stored.filter(({ url }) => /litert\/.*\.wasm$|ready-made\/.*\.tflite$/.test(url)).length;
        }),
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(6);

  await context.setOffline(true);
  const reloaded = await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Drop a .tflite model");
  // The stored page is as isolated as the served one, under the same policy.
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(reloaded?.fromServiceWorker()).toBe(true);
  expect(reloaded?.headers()["content-security-policy"]).toContain("default-src 'self'");

  await page.getByRole("button", { name: "Try the demo model" }).click();
  const row = page
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: /^Dynamic range int8/ }) });
  await expect(row.getByRole("button", { name: "Download" })).toBeVisible({ timeout: 60_000 });
  await expect(row).toContainText("dB");
  await page.getByRole("button", { name: "Use the demo's pictures" }).click();
  await expect(row).toContainText(/9\d\.\d\s%/, { timeout: 90_000 });
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Ready-made models" }).click();
  await page.getByRole("button", { name: "Open Face detection, short range" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("face_detection_short_range.tflite", {
    timeout: 60_000,
  });
});

test("it can be installed, and opens .tflite files that the system hands it", async ({ page, request }) => {
  const manifest = (await (await request.get("/manifest.webmanifest")).json()) as {
    icons: { src: string; sizes: string; type: string }[];
    file_handlers: { accept: Record<string, string[]> }[];
    display: string;
  };
  expect(manifest.display).toBe("standalone");
  expect(Object.values(manifest.file_handlers[0]!.accept).flat()).toContain(".tflite");
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await request.get(`/${src}`);
    expect(icon.headers()["content-type"]).toContain(type);
    if (type !== "image/png") continue;
    const bytes = await icon.body();
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }
  await page.addInitScript(() => {
    let take: ((launched: { files: { getFile(): Promise<File> }[] }) => void) | null = null;
    const launchQueue = { setConsumer: (consumer: typeof take) => (take = consumer) };
    Object.defineProperty(window, "launchQueue", { value: launchQueue });
    Object.assign(window, {
      launchWith: (file: File) => take?.({ files: [{ getFile: async () => file }] }),
      isListening: () => take !== null,
    });
  });
  await page.goto("/");
  await page.waitForFunction(() => (window as unknown as { isListening(): boolean }).isListening());
  await page.evaluate(async () => {
    const blob = await (await fetch("demo/fashion-mobilenet.tflite")).blob();
    (window as unknown as { launchWith(file: File): void }).launchWith(new File([blob], "handed.tflite"));
  });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("handed.tflite", { timeout: 60_000 });
});
