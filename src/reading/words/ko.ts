import type { LanguageWords } from './language-words.ts';

export const ko: LanguageWords = {
  code: 'ko',
  name: 'Korean',
  writing: { isUnspaced: true },
  dates: {},
  ago: {
    units: {
      minute: '분',
      hour: '시간',
      day: '일',
      week: '주',
      month: '개월',
      year: '년',
    },
    after: '전',
    today: '오늘',
    yesterday: '어제',
  },
  lists: {
    more: '더 ?보기 | 자세히( 보기)? | 계속 읽기 | 댓글 | 다음 | 이전',
    pinned: '고정',
    adverts: '광고',
    asideHeadings: '인기… | 관련… | 추천… | 최근 댓글 | 카테고리',
  },
  obstacles: {
    logins: '로그인',
    missing: { anywhere: '찾을 수 없' },
    outages: '점검',
    empties: '게시물이 없습니다',
  },
  texts: {
    versionLabels: '버전',
  },
  prices: {
    currencies: { KRW: '원' },
  },
  goals: {
    listParts: '최신 | 새로운 | 소식 | 글 | 블로그',
    newsParts: '최신',
  },
  watching: {
    disappears: '사라 | 없어',
    appears: '나타 | 나오 | 표시',
    changes: '바뀌 | 바뀔 | 변경 | 변동',
    prices: '가격',
    versions: '버전',
    versionNumbers: '버전 번호 | 현재 버전',
    pageNouns: '페이지',
  },
  conditions: {
    after: {
      below: '\\s?(미만|보다 (낮|싸|적)|아래)',
      at_most: '\\s?이하',
      above: '\\s?(초과|보다 (높|비싸|많)|(을|를)? ?넘)',
      at_least: '\\s?이상',
    },
    falls: '떨어 | 내려 | 내리 | 인하',
    rises: '오르 | 올라 | 인상',
    percent: '퍼센트',
    discounts: '할인',
    unclear: '최저',
  },
};
