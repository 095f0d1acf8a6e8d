import { baseUrl, closeBrowser, desktop, it, journey, logIn, visit } from "./browser.ts";
import { clean } from "./hands.ts";
import { identityNumberCheckCharacter } from "../../domain/identity-number.ts";

afterAll(closeBrowser);

it(
  "B-21 窗口代办: a clerk serves somebody by name and identity number, stands on that person's pages under a banner, and comes back",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "xianzhigaiban");
    await page.getByRole("link", { name: "窗口代办" }).click();
    await page.getByLabel("姓名").fill("冉清和");
    await page.getByLabel("身份证号").fill("450200198609120030");
    await page.getByRole("button", { name: "开始代办" }).click();
    await page.getByText(/校验不符|不是真实/).waitFor();
    await clean(page);
    await page.getByLabel("姓名").fill("覃志远");
    await page.getByLabel("身份证号").fill(`45020019860912003${identityNumberCheckCharacter("45020019860912003")}`);
    await page.getByRole("button", { name: "开始代办" }).click();
    await page.getByText("窗口代办：正在为 覃志远 办理").waitFor();
    await clean(page);
    await page.goto(`${baseUrl()}/certificates`);
    await page.getByText("06000116").first().waitFor();
    await page.getByRole("button", { name: "结束代办" }).click();
    await page.getByRole("heading", { name: "窗口代办" }).waitFor();
    await page.goto(`${baseUrl()}/inbox`);
    await page.getByRole("heading", { name: "我的待办" }).waitFor();
    expect(complaints).toEqual([]);
  }),
  90_000,
);
