import { RECORDS, type RecordType } from '@salesagent/canon/sales';

/**
 * How columns of exports are usually called, by record type and field, in squeezed form (lower case, letters and
 * digits). A field's own name, with or without the record type before it, is always recognised and not listed.
 * `id` is the record's key; the fields in {@link IMPORT_ONLY_FIELDS} exist only while reading.
 */
export const ALIASES: Record<RecordType, Record<string, readonly string[]>> = {
  person: {
    id: ['userid', 'ownerid', 'repid', 'employeeid'],
    name: ['salesagent', 'fullname', 'rep', 'salesrep', 'owner', 'username', 'agent'],
    email: ['mail', 'emailaddress'],
    managerId: ['manager', 'reportsto', 'reportstoid'],
    region: ['regionaloffice', 'territory', 'office', 'team'],
    active: ['isactive'],
    quotaCarrying: ['quota', 'carriesquota'],
    firstName: ['firstname'],
    lastName: ['lastname'],
    role: ['jobrole'],
  },
  product: {
    id: ['productcode', 'sku'],
    name: ['product'],
    family: ['series', 'productfamily', 'category', 'productline'],
    listPrice: ['salesprice', 'price', 'unitprice'],
    recurring: ['isrecurring', 'subscription'],
  },
  account: {
    id: ['companyid', 'customerid'],
    name: ['account', 'company', 'companyname', 'customer'],
    ownerId: ['owner', 'accountowner', 'salesagent'],
    parentId: ['subsidiaryof', 'parent', 'parentaccount', 'parentcompany'],
    industry: ['sector', 'vertical'],
    employees: ['numberofemployees', 'employeecount', 'headcount'],
    revenue: ['annualrevenue'],
    country: ['officelocation', 'billingcountry', 'location'],
    city: ['billingcity'],
    website: ['domain', 'url'],
    foundedYear: ['yearestablished', 'yearfounded', 'founded'],
    techStack: ['technologies'],
    lifecycle: ['lifecyclestage', 'customerstatus'],
    createdAt: ['createddate', 'createdate', 'created'],
  },
  contact: {
    id: [],
    accountId: ['account', 'company', 'companyid', 'accountname'],
    name: ['fullname'],
    firstName: ['firstname'],
    lastName: ['lastname'],
    email: ['emailaddress', 'mail'],
    phone: ['mobilephone', 'phonenumber', 'mobile'],
    title: ['jobtitle', 'position'],
    role: ['buyingrole', 'contactrole'],
    country: ['mailingcountry'],
    consent: ['marketingconsent', 'gdprconsent'],
    optedOut: ['hasoptedoutofemail', 'optout', 'unsubscribed', 'donotcontact'],
    lastTouchAt: ['lastactivitydate', 'lastcontacted'],
    createdAt: ['createddate', 'createdate', 'created'],
  },
  opportunity: {
    id: ['opportunityid', 'dealid'],
    name: ['dealname', 'title'],
    accountId: ['account', 'company', 'companyid', 'accountname', 'customer'],
    ownerId: ['salesagent', 'owner', 'salesrep', 'rep', 'agent'],
    contactId: ['contact', 'primarycontact'],
    productId: ['product', 'productname'],
    type: ['dealtype', 'businesstype'],
    crmStage: ['dealstage', 'stage', 'stagename', 'salesstage'],
    amount: ['closevalue', 'dealvalue', 'value', 'dealamount'],
    oneOffAmount: ['oneoff', 'servicesamount'],
    termMonths: ['term', 'contractterm'],
    createdAt: ['createddate', 'createdate', 'created'],
    engagedAt: ['engagedate', 'engagementdate'],
    closeDate: ['closedate', 'closingdate'],
    expectedCloseDate: ['expectedclose', 'expectedclosedate', 'forecastclosedate'],
    closedAt: ['closeddate', 'actualclosedate'],
    stageEnteredAt: ['laststagechangedate', 'stageentereddate', 'stagesince'],
    lossReason: ['closedlostreason', 'lostreason', 'closedreason'],
    competitor: ['maincompetitor', 'maincompetitors'],
    sourceChannel: ['leadsource', 'source'],
    forecastCategory: ['forecastcategoryname'],
    discountAsked: ['discountrequested'],
    ...Object.fromEntries(
      [
        'metrics',
        'economicBuyer',
        'decisionCriteria',
        'decisionProcess',
        'identifyPain',
        'champion',
        'competition',
      ].map((letter) => [`meddicc.${letter}`, [letter.toLowerCase(), `meddicc${letter.toLowerCase()}`]]),
    ),
  },
  activity: {
    id: ['engagementid', 'eventid'],
    accountId: ['account', 'company', 'companyid'],
    opportunityId: ['opportunity', 'deal', 'dealid'],
    contactId: ['contact', 'whoid'],
    ownerId: ['owner', 'salesagent', 'rep'],
    type: ['activitytype', 'eventtype'],
    happenedAt: ['activitydate', 'date', 'activitydatetime', 'timestamp'],
    durationMinutes: ['durationinminutes', 'duration'],
    outcome: ['disposition', 'calldisposition', 'result'],
    notes: ['note', 'description', 'comments', 'body'],
    byAgent: ['automated'],
  },
  case: {
    id: ['ticketid', 'casenumber'],
    accountId: ['account', 'company', 'companyid'],
    contactId: ['contact'],
    openedAt: ['opened', 'createddate', 'createdate'],
    closedAt: ['closed', 'closeddate', 'closedate'],
    escalationLevel: ['escalation', 'escalated'],
  },
  contract: {
    id: ['subscriptionid', 'contractnumber'],
    accountId: ['account', 'company'],
    opportunityId: ['opportunity', 'deal', 'dealid'],
    startDate: ['start', 'contractstart', 'effectivedate'],
    renewalDate: ['renewal', 'renewson'],
    endedAt: ['enddate', 'ended', 'terminated'],
    annualValue: ['acv', 'arr', 'annualamount'],
  },
  task: {
    id: [],
    ownerId: ['owner', 'assignee'],
    accountId: ['account'],
    opportunityId: ['opportunity', 'deal', 'dealid'],
    title: ['tasksubject'],
    body: ['description'],
    dueDate: ['due', 'activitydate'],
  },
  document: { id: [] },
  target: {
    id: ['quotaid', 'goalid'],
    ownerId: ['owner', 'salesagent', 'rep'],
    periodStart: ['start', 'startdate', 'quarterstart'],
    periodEnd: ['end', 'enddate', 'quarterend'],
    amount: ['target', 'quota', 'goal', 'targetamount', 'quotaamount'],
  },
};

/** Read from a file and turned into others: names in two parts, a close date before its meaning is known. */
export const IMPORT_ONLY_FIELDS: ReadonlySet<string> = new Set([
  'firstName',
  'lastName',
  'closeDate',
  ...Object.keys(ALIASES.opportunity).filter((f) => f.startsWith('meddicc.')),
]);

/** Without one of these (any of the inner ones) a file is not of that type. */
export const REQUIRED: Partial<Record<RecordType, readonly (readonly string[])[]>> = {
  person: [['name', 'firstName', 'lastName', 'email']],
  product: [['name']],
  account: [['name']],
  contact: [['name', 'firstName', 'lastName', 'email']],
  opportunity: [['crmStage']],
  activity: [['happenedAt'], ['type', 'notes', 'subject']],
  case: [['openedAt'], ['accountId']],
  contract: [['accountId'], ['startDate', 'renewalDate', 'annualValue']],
  task: [['title'], ['dueDate', 'status']],
  target: [['amount'], ['periodStart']],
  document: [['digest']],
};

/** Words in a file's name that speak for a record type. */
export const FILE_WORDS: Record<RecordType, RegExp> = {
  person: /team|user|people|person|owner|\brep|agent/i,
  product: /product/i,
  account: /account|compan|customer/i,
  contact: /contact/i,
  opportunity: /opportunit|deal|pipeline/i,
  activity: /activit|engagement|event|touch/i,
  case: /case|ticket/i,
  contract: /contract|subscription|renewal/i,
  task: /task/i,
  document: /document/i,
  target: /target|quota|goal/i,
};

/** `Deal Stage`, `deal_stage`, `property_deal_stage`, `Deal_Stage__c` → `dealstage`. */
export function squeezeName(column: string): string {
  return column
    .toLowerCase()
    .replace(/^property_(hs_)?/, '')
    .replace(/__c$/, '')
    .replace(/[^a-z0-9]/g, '');
}

/** Every squeezed column name of a record type → the field it stands for. */
export const NAMES: ReadonlyMap<RecordType, ReadonlyMap<string, string>> = new Map(
  (Object.keys(RECORDS) as RecordType[]).map((type) => {
    const names = new Map<string, string>();
    const add = (name: string, field: string) => names.has(name) || names.set(name, field);
    add('id', 'id');
    add(`${type}id`, 'id');
    for (const field of Object.keys(RECORDS[type])) {
      add(field.toLowerCase(), field);
      add(`${type}${field.toLowerCase()}`, field);
    }
    for (const [field, aliases] of Object.entries(ALIASES[type])) for (const alias of aliases) add(alias, field);
    return [type, names];
  }),
);
