import { overridesOf, settingOf } from './settings';

describe('a value to try', () => {
  it('is named by action, part and path, and is JSON where it can be read so', () => {
    expect(settingOf('stalled-deal-alert.attention.minutes=10')).toEqual({
      ...{ action: 'stalled-deal-alert', part: 'attention', path: ['minutes'], value: 10 },
    });
    expect(settingOf('stalled-deal-alert.rules.otherwise=Call = today').value).toBe('Call = today');
    expect(settingOf('deal-risk.rules.silentDays["4.1"]=21').path).toEqual(['silentDays', '4.1']);
    expect(settingOf('deal-risk.rules.silentDays[4.1]=21').path).toEqual(['silentDays', '4.1']);
  });

  it('lies over those before', () => {
    const settings = [
      'deal-risk.rules.silentDays["4.1"]=21',
      'deal-risk.rules.silentDays["4.2"]=14',
      'deal-risk.attention.minutes=1',
    ];
    expect(overridesOf(settings.map(settingOf))).toEqual({
      'deal-risk': { rules: { silentDays: { '4.1': 21, '4.2': 14 } }, attention: { minutes: 1 } },
    });
  });

  it.each([
    ['deal-risk.rules.pushesFrom', 'has no value'],
    ['deal-riks.rules.pushesFrom=1', 'There is no action "deal-riks"'],
    ['deal-risk.rule.pushesFrom=1', 'does not say which value'],
    ['deal-risk.rules=1', 'does not say which value'],
  ])('%s is refused with how it is written', (text, why) => {
    expect(() => settingOf(text)).toThrow(why);
  });
});
