import { expect, it } from "vitest";
import { News } from "./news.ts";

it("waits until the last call of each callback has arrived", async () => {
  const news = new News();
  const arrived: string[] = [];
  const slow = news.telling(async (text: string) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    arrived.push(text);
  });
  const quick = news.telling((text: string) => void arrived.push(text));
  slow("figure");
  quick("progress");
  expect(arrived).toEqual(["progress"]);
  await news.told();
  expect(arrived).toEqual(["progress", "figure"]);
});

it("tells of a callback that failed, and of nothing where nothing was told", async () => {
  await new News().told();
  const news = new News();
  news.telling(() => Promise.reject(new Error("the page is gone")))();
  await expect(news.told()).rejects.toThrow("the page is gone");
});
