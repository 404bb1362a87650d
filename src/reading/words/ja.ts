import type { LanguageWords } from './language-words.ts';

export const ja: LanguageWords = {
  code: 'ja',
  name: 'Japanese',
  writing: { isUnspaced: true },
  dates: { updated: '更新' },
  ago: {
    units: {
      second: '秒',
      minute: '分',
      hour: '時間',
      day: '日',
      week: '週間',
      month: 'か月 | ヶ月 | カ月',
      year: '年',
    },
    after: '前 | 以前',
    today: '今日 | 本日',
    yesterday: '昨日',
    dayBeforeYesterday: '一昨日',
  },
  lists: {
    more: `
      続きを(読む|見る) | もっと見る | 詳(しく|細)(はこちら|を見る)? | 記事を読む | コメント | 次へ | 前へ | 一覧(へ|を見る)?`,
    counted: 'コメント',
    pinned: '固定 | ピン留め',
    adverts: '広告 | pr',
    asideHeadings: '人気… | 関連… | おすすめ… | 最近のコメント | …ランキング | カテゴリー? | タグ',
    numbered: '第',
  },
  obstacles: {
    checks: 'アクセスが拒否',
    logins: 'ログイン',
    missing: { anywhere: '(ページ|お探しの)…12見つかりません' },
    outages: 'メンテナンス',
    empties: '(記事|お知らせ|投稿)(は|が)(まだ)?ありません…5',
  },
  texts: {
    versionLabels: 'バージョン',
  },
  prices: {
    currencies: { JPY: '円' },
  },
  goals: {
    listParts: '最新 | 新(着|聞) | 更新 | ブログ | 記事 | お知らせ | ニュース',
    newsParts: '最新',
    deeds: {
      verbs: '予約し | 購入し | ログインし | ダウンロードし | 翻訳し | 要約し',
    },
  },
  watching: {
    disappears: '消失 | 消え | なくな',
    appears: '出現 | 現れ | 表示',
    changes: '変わ | 変更 | 変化',
    prices: '値段 | 価格',
    versions: 'バージョン',
    versionNumbers: 'バージョン番号',
    pageNouns: 'ページ',
    joiners: 'と',
  },
  conditions: {
    after: {
      below: '以内 | 未満 | を(下回|切)',
      at_most: '以下',
      above: 'を(上回|超え)',
      at_least: '以上',
    },
    falls: '下が | 値下 | 安く',
    rises: '上が | 値上 | 高く',
    percent: 'パーセント',
    discounts: '割引',
    unclear: '未満 | 最安',
  },
};
