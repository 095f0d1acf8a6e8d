/** 好差评 (政务服务好差评制度): five levels, the best first, each with the reasons that may be ticked with it. */
export const ratingLevels = [5, 4, 3, 2, 1] as const;
export type RatingLevel = (typeof ratingLevels)[number];

export const ratingLevelNames: Readonly<Record<RatingLevel, string>> = {
  5: "非常满意",
  4: "满意",
  3: "基本满意",
  2: "不满意",
  1: "非常不满意",
};

export const ratingReasons = {
  good: {
    quick: "办得快",
    clear: "一次说清要交什么",
    friendly: "态度好",
    easy: "页面好用",
  },
  bad: {
    slow: "等得太久",
    unclear: "要交什么没有说清",
    "returned-often": "反复退回",
    unfriendly: "态度不好",
    hard: "页面不好用",
  },
} as const;
export type RatingReason = keyof typeof ratingReasons.good | keyof typeof ratingReasons.bad;

const allReasons: Readonly<Record<RatingReason, string>> = { ...ratingReasons.good, ...ratingReasons.bad };
export const ratingReasonNames = Object.keys(allReasons) as [RatingReason, ...RatingReason[]];

/** The reasons offered with a level: praise from 基本满意 up, complaints from 基本满意 down. */
export function reasonsFor(level: RatingLevel): readonly { reason: RatingReason; label: string }[] {
  const offered = { ...(level >= 3 ? ratingReasons.good : {}), ...(level <= 3 ? ratingReasons.bad : {}) };
  return Object.entries(offered).map(([reason, label]) => ({ reason: reason as RatingReason, label }));
}

export function reasonLabel(reason: string): string {
  return allReasons[reason as RatingReason] ?? reason;
}
