/** Names as CRMs hold them: the ordinary ones, and those that look like numbers, articles, markup or another script. */
export const ACCOUNT_NAMES: readonly string[] = [
  'Isdom',
  'Plexzap Holding',
  'Dr. 50% GmbH',
  '3M 2000 Ltd.',
  'A',
  '42',
  'שלום תעשיות בע"מ',
  'شركة النور 24',
  '株式会社さくら',
  '<b>Bold</b> & Söhne',
  'O’Brien “Quick” Freight',
  'Zażółć Gęślą Jaźń S.A.',
  'the company',
  'next-step.example',
  '1 March Trading',
  'Ωmega — 7%',
  'Price List',
  'N/A',
  'Booking.com',
  'Who? Ltd',
];

export const CONTACT_NAMES: readonly string[] = [
  'Kim Meyer',
  'X',
  'Ana Vidal de la Cruz',
  'Dr. Dr. h.c. Eva 2nd',
  'محمد الأحمد',
  "Sean O'Neil",
  'van der Berg, J.',
  'Ünal Özgür',
  '李小龍',
  'Monday Friday',
];

export const PRODUCT_NAMES: readonly string[] = [
  'GTX Pro',
  'MG Special',
  'GTK 500',
  'Orbit 3.2',
  'B',
  '50% Plan',
  'Größe XL',
  'Suite 2026',
  'Re:Gen',
  'Legal Suite',
  'Pilot Plus',
];

export const OWNER_NAMES: readonly string[] = ['Anna Snelling', 'Ben Ott', 'Q', 'Lê Thị 7', 'April May'];

/** Another account of the same company. Nothing of it belongs into a text about the first. */
export const STRANGER = {
  account: 'Quintessa Vane Holding',
  contact: 'Odalys Brandt',
  product: 'Halcyon Vault',
  owner: 'Ruthven Marlowe',
  amount: 913_377,
  closedOn: '2015-05-19',
  note: 'Their pain is the Zurich data room; they would pay 913,377 and sign on 19 May 2015.',
} as const;
