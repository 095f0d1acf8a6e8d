import { addressOfService, findUnopened, services } from "./services.ts";

describe("the menu at the left", () => {
  test("S4-01 has the labels of the guide, in its order", () => {
    expect(services.map(({ label }) => label)).toEqual([
      "我的首页",
      "职称申报",
      "职称认定",
      "重新确认",
      "遗失补办",
      "注册登记",
      "证书打印",
      "单位调整",
      "隐私注销",
    ]);
  });

  test("S4-01 every entry leads to its page, or to one that says what it is for", () => {
    expect(new Set(services.map(addressOfService)).size).toBe(services.length);
    for (const service of services) {
      if (service.to === null) expect(findUnopened(service.name)?.about).toMatch(/。$/);
      else expect(findUnopened(service.name)).toBeUndefined();
    }
  });
});
