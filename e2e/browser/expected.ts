/** What a company's export must show: the numbers a test of that export asserts on. */
export interface Expected {
  xray: { finding: string; says: RegExp; deals: number }[];
  winRate: RegExp;
}

/** The public export "CRM Sales Opportunities": 8,800 opportunities, October 2016 to December 2017. */
export const CRM_SALES_OPPORTUNITIES: Expected = {
  xray: [
    { finding: 'dead-pipeline', says: /1,291.*1,589/, deals: 1291 },
    { finding: 'win-rate', says: /63\.15?\s?%/, deals: 6711 },
    { finding: 'quarter-end', says: /80\.[67]\d?\s?%/, deals: 0 },
    { finding: 'early-losses', says: /14/, deals: 0 },
    { finding: 'not-known', says: /1,425/, deals: 1425 },
  ],
  winRate: /63\.15\s?%/,
};
