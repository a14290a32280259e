import { test } from "./harness.mjs";

test("the page loads and shows its name", async ({ page, url }) => {
  await page.goto(url);
  await page.getByRole("heading", { name: "Stepyard" }).waitFor();
});

test("the page also works below a path", { base: "/docs/playground/" }, async ({ page, url }) => {
  await page.goto(url);
  await page.getByRole("heading", { name: "Stepyard" }).waitFor();
});
