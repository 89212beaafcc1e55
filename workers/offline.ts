// The service worker: after the first visit the page works without a network. vite/offline.ts bundles it as `sw.js`
// beside index.html and fills in what one version of the page consists of. Stored answers keep their headers, so that
// isolation and Content-Security-Policy hold offline as well.

/** Paths from this worker's folder: `./` and every file that the page may ask for. */
declare const pageFiles: readonly string[];
/** Changes with any file's content. */
declare const pageVersion: string;

interface LongEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Told extends LongEvent {
  readonly data: unknown;
}
interface OwnScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listen: (event: LongEvent) => void): void;
  addEventListener(type: "fetch", listen: (event: Asked) => void): void;
  addEventListener(type: "message", listen: (event: Told) => void): void;
}

const own = globalThis as unknown as OwnScope;
const prefix = "tflite-studio ";
const cacheName = `${prefix}${pageVersion}`;
const addressOf = (path: string): string => new URL(path, own.registration.scope).href;
/** Files whose name holds a hash of their content never change. */
const isHashed = (address: string): boolean => /\/assets\/.*-[\w-]{8,}\.\w+$/.test(address);

/** Stores a file unless it is there; what an earlier version stored under a hashed name is taken from it. */
async function keep(cache: Cache, address: string): Promise<void> {
  if (await cache.match(address)) return;
  const earlier = isHashed(address) ? await caches.match(address) : undefined;
  const answer = earlier ?? (await fetch(address, { cache: isHashed(address) ? "default" : "no-cache" }));
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  await cache.put(address, answer);
}

own.addEventListener("install", (event) => {
  const work = async (): Promise<void> => {
    const cache = await caches.open(cacheName);
    await Promise.all(pageFiles.map((path) => keep(cache, addressOf(path))));
  };
  event.waitUntil(work());
});

// A new version waits until no page of the old one is open: its pages still load pieces of theirs.
own.addEventListener("activate", (event) => {
  const work = async (): Promise<void> => {
    for (const name of await caches.keys())
      if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name);
    await own.clients.claim();
  };
  event.waitUntil(work());
});

// Large files that not every browser needs: the page names those that this one does.
own.addEventListener("message", (event) => {
  const { data } = event;
  if (!Array.isArray(data)) return;
  const addresses = data
    .filter((path) => typeof path === "string")
    .map(addressOf)
    .filter((address) => address.startsWith(own.registration.scope));
  const work = async (): Promise<void> => {
    const cache = await caches.open(cacheName);
    for (const address of addresses) await keep(cache, address).catch(() => {});
  };
  event.waitUntil(work());
});

own.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(own.registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const address = request.mode === "navigate" ? addressOf("./") : request.url;
  const stored = await cache.match(address, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
  if (stored) return stored;
  const fresh = await fetch(request);
  if (fresh.status === 200 && fresh.type === "basic" && !fresh.redirected)
    await cache.put(request.url, fresh.clone()).catch(() => {});
  return fresh;
}
