import type { LanguageWords } from './language-words.ts';

export const zh: LanguageWords = {
  code: 'zh',
  name: 'Chinese',
  writing: { isUnspaced: true },
  dates: { updated: '更新' },
  ago: {
    units: {
      second: '秒',
      minute: '分钟 | 分鐘 | 分',
      hour: '小时 | 小時',
      day: '天 | 日',
      week: '周 | 星期',
      month: '个月 | 個月',
      year: '年',
    },
    after: '前 | 以前 | 之前',
    today: '今天 | 今日 | 刚刚 | 剛剛',
    yesterday: '昨天',
    dayBeforeYesterday: '前天',
  },
  lists: {
    more: `
      阅读(更多|全文|原文)? | 閱讀(更多|全文)? | 查看(更多|全文|详情)? | 更多 | 全文 | 详情 | 继续阅读 | 评论 | 下一页 | 上一页`,
    counted: '评论',
    pinned: '置顶 | 置頂 | 固定',
    pinnedMarks: '\\[(置顶|置頂|公告)\\] | 【置顶】',
    adverts: '广告 | 推广 | 廣告',
    asideHeadings: `
      热门… | 熱門… | 相关… | 相關… | 推荐… | 推薦… | 最新评论 | 近期评论 | 阅读排行… | 点击排行… | 分类 | 标签 | 友情链接`,
    numbered: '第',
  },
  obstacles: {
    checks: '安全验证 | 安全检查 | 人机验证',
    logins: '登录 | 登入',
    missing: { anywhere: '找不到(页面|頁面|网页) | 页面不存在' },
    outages: '维护中 | 维护',
    empties: '暂无…10 | 没有(找到|文章|内容)…10',
  },
  texts: {
    counters: '次浏览 | 阅读',
    versionLabels: '版本',
  },
  prices: {
    currencies: { CNY: '元' },
    spokenCurrencies: { CNY: '人民币' },
  },
  goals: {
    listParts: '最新 | 新(闻|文章|发布) | 更新 | 文章 | 博客',
    newsParts: '最新',
    deeds: { verbs: '预订 | 购买 | 登录 | 下载 | 翻译 | 总结' },
  },
  watching: {
    disappears: '消失 | 不见 | 不再 | 没有了',
    appears: '出现 | 出現 | 现れ | 显示',
    changes: '变化 | 改变 | 变动 | 變化 | 改變 | 变更',
    prices: '价格 | 價格 | 价钱 | 售价',
    versions: '版本',
    versionNumbers: '版本号 | 版本號 | 当前版本',
    pageNouns: '页面 | 网页',
    joiners: '和',
  },
  conditions: {
    before: {
      below: '低于 | 低於 | 少于 | 小于 | 跌破 | 不到',
      at_most: '不超过 | 最多',
      above: '高于 | 高於 | (?<!不)超过 | (?<!不)超過 | 大于',
      at_least: '至少 | 最少',
    },
    after: {
      below: '以内',
      at_most: '以下',
      at_least: '以上',
    },
    falls: '下降 | 降价 | 降價 | 下跌 | 便宜',
    rises: '上涨 | 上漲 | 涨价 | 上升',
    discounts: '折扣 | 打折',
    unclear: '低于 | 高于 | 超过 | 最低 | 最高',
  },
};
