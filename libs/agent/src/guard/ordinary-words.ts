/**
 * Words that may begin an English sentence with a capital and name nobody. What a company's own playbook and facts say in
 * lower case is ordinary as well; a word that is neither is taken for a name.
 */
export const ORDINARY = new Set(
  `a about above according across add after again against ago agree ahead all allow almost alone along already also although
  always am amount an and another answer any anybody anyone anything anyway apart are around as ask asked asking at attached
  away back be became because become been before began begin behind being below beside besides best better between beyond
  both bought bring brings build built business but by call called calls came can cannot care carry case cases change changed
  changes check choose clear close closed closing come comes coming companies company compare compared concerning confirm
  confirmed consider contact continue could count cost costs current currently customer customers cut date day days deal
  deals dear decide decided decision deliver depending despite did discuss do does doing done down draft due during each
  earlier early either else email end ended enough even ever every everybody everyone everything exactly example except
  expect expected fact facts far few fewer fifth figure find first five follow following for found four fourth fresh from
  full further gave general get gets getting give given gives giving go goes going gone good great greetings group had half
  happy hardly has have having he hello help helps hence her here hers hi high higher his hold hope how however i if imagine
  important in include included including indeed inside instead interested into is issue it item its itself join just keep
  keeping kept kind kindly know known large last late lately later latest learn least leave left less let like likely list
  little live long longer look looking lost lot low lower made mail main make makes making many may maybe me mean means
  meanwhile meet meeting meetings message might mine month monthly months more moreover morning most mostly move moved much
  must my myself name naturally near nearly need needed needs neither never nevertheless new newer next nice no nobody none
  nor normally not note notes nothing now number numbers of off offer often old on once one ones only open opened opening or
  order orders other others otherwise our ours out outside over own owner page part particularly past pay payment people per
  perhaps person phone place plan planned please point possible possibly prepare prepared previous price prices pricing
  probably problem problems process product products proposal provided put quarter question questions quick quickly quite
  rather reach read ready really reason reasons recent recently record records reduce regarding regards regardless remember
  remind reply report request respond result results review right risk role run said sale sales same saw say saying says
  schedule second see seeing seems seen send sent set several shall share she short should show shows sign signed silent
  similar simple simply since sincerely six small so some somebody someone something sometimes soon sorry speak spend stage
  stages stalled stand standing stands start started starting step steps still stop stopped stopping subject such suggest
  summary sure take taken takes talk talking team teams tell ten terms than thank thanks that the their theirs them then
  there therefore these they thing things think third this those though three through thus time times to today together told
  tomorrow too took toward towards tried try trying turn two type under understand unfortunately unless unlike until up upon
  us use used useful user users uses using usual usually value very via visit wait waiting want wanted warm was way ways we
  week weekly weeks welcome well went were what whatever when whenever where whereas wherever whether which while who
  whoever whole whom whose why will win wins with within without won wonder wondering word words work worked working works
  worth would write writing wrote year yearly years yes yesterday yet you your yours yourself`.split(/\s+/),
);

/** Capital letters in a row that name a thing of the trade or a currency, and nobody. */
export const ORDINARY_CAPITALS = new Set(
  `AI API AM B2B CEO CET CFO CIO COO CRM CTO CSV EB EMEA ERP EST ET EU FAQ FYI GMT HR ID IT KPI MEDDICC NDA OK PDF PM PO
  POC PS QBR RE RFP RFQ ROI SLA SME SMS TBD UK US USA UTC VAT VP USD EUR GBP CHF CAD AUD JPY SEK NOK DKK PLN CZK`.split(
    /\s+/,
  ),
);
