import type { RecordType } from '@salesagent/canon/sales';

type Names = Readonly<Record<string, readonly string[]>>;

const OWNER = ['ownerid'];
const ACCOUNT = ['accountid', 'associationscompanies'];
const CONTACT = ['contactid', 'associationscontacts', 'primarycontactid'];
const CREATED = ['createddate', 'createdate'];

/** Names (in normal form) of the vendors' own fields, the better first. `name` may be two fields to be joined. */
export const STANDARD_FIELDS: Readonly<Record<RecordType, Names>> = {
  person: {
    name: ['name'],
    email: ['email'],
    managerId: ['managerid'],
    active: ['isactive', 'archived'],
    quotaCarrying: ['forecastenabled'],
  },
  product: { name: ['name'], family: ['family', 'producttype'], listPrice: ['price', 'unitprice'] },
  account: {
    name: ['name'],
    ownerId: OWNER,
    parentId: ['parentid', 'parentcompanyid'],
    tier: ['tier', 'accounttier', 'companytier'],
    industry: ['industry'],
    employees: ['numberofemployees'],
    revenue: ['annualrevenue'],
    country: ['billingcountry', 'country'],
    city: ['billingcity', 'city'],
    website: ['website', 'domain'],
    foundedYear: ['yearstarted', 'foundedyear'],
    techStack: ['webtechnologies'],
    lifecycle: ['lifecyclestage'],
    createdAt: CREATED,
  },
  contact: {
    accountId: [...ACCOUNT, 'associatedcompanyid'],
    name: ['name'],
    email: ['email'],
    phone: ['phone', 'mobilephone'],
    title: ['title', 'jobtitle'],
    role: ['buyingrole'],
    persona: ['persona'],
    seniority: ['seniority'],
    country: ['mailingcountry', 'country'],
    optedOut: ['hasoptedoutofemail', 'emailoptout'],
    lastTouchAt: ['lastactivitydate', 'noteslastcontacted'],
    createdAt: CREATED,
  },
  opportunity: {
    name: ['name', 'dealname'],
    accountId: ACCOUNT,
    ownerId: OWNER,
    contactId: CONTACT,
    type: ['type', 'dealtype'],
    amount: ['amount'],
    currency: ['currencyisocode', 'dealcurrencycode'],
    createdAt: CREATED,
    closeDate: ['closedate'],
    stageEnteredAt: ['laststagechangedate', 'v2dateenteredcurrentstage'],
    lossReason: ['closedlostreason'],
    sourceChannel: ['leadsource', 'analyticssource'],
    forecastCategory: ['forecastcategoryname', 'forecastcategory', 'manualforecastcategory'],
    nextStep: ['nextstep'],
  },
  activity: {
    accountId: ACCOUNT,
    opportunityId: ['whatid', 'associationsdeals'],
    contactId: ['whoid', 'associationscontacts'],
    ownerId: OWNER,
    type: ['tasksubtype'],
    direction: ['calldirection', 'calltype', 'emaildirection'],
    happenedAt: ['startdatetime', 'completeddatetime', 'timestamp', 'starttime', 'activitydatetime', 'activitydate'],
    durationMinutes: ['durationinminutes', 'calldurationinseconds', 'callduration'],
    outcome: ['calldisposition', 'meetingoutcome'],
    subject: ['subject', 'emailsubject', 'calltitle', 'meetingtitle', 'title'],
    notes: ['description', 'emailtext', 'callbody', 'notebody', 'meetingbody', 'body', 'bodypreview'],
  },
  case: {
    accountId: ACCOUNT,
    contactId: CONTACT,
    category: ['ticketcategory', 'type', 'reason'],
    priority: ['priority', 'ticketpriority'],
    status: ['isclosed', 'pipelinestage'],
    openedAt: CREATED,
    closedAt: ['closeddate'],
    escalationLevel: ['isescalated'],
    subject: ['subject'],
  },
  contract: {
    accountId: ACCOUNT,
    startDate: ['startdate'],
    renewalDate: ['enddate'],
    status: ['status'],
  },
  task: {
    ownerId: OWNER,
    accountId: ACCOUNT,
    opportunityId: ['whatid', 'associationsdeals'],
    title: ['subject', 'tasksubject'],
    body: ['description', 'taskbody'],
    dueDate: ['activitydate', 'timestamp'],
    status: ['status', 'taskstatus'],
  },
  document: {},
  target: { ownerId: ['quotaownerid'], periodStart: ['startdate'], amount: ['quotaamount'] },
};

/** Fields that say where a deal stands: of the file's `stages`, not of its fields. */
export const STAGE_FIELDS = {
  field: ['stagename', 'dealstage', 'dealpipelinestageid'],
  pipeline: ['pipeline', 'dealpipelineid'],
  closed: ['isclosed'],
  won: ['iswon', 'isclosedwon'],
} as const;
