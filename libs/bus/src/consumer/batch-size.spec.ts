import { BatchSize } from './batch-size';

describe('the size of a batch', () => {
  it('grows while batches are full and short', () => {
    const size = new BatchSize();
    size.took(500, 20);
    size.took(1_000, 30);
    size.took(2_000, 40);
    expect(size.current).toBe(2_000);
  });

  it('stays where a batch was not full, or would become long', () => {
    const size = new BatchSize();
    size.took(499, 1);
    size.took(500, 60);
    expect(size.current).toBe(500);
  });

  it('shrinks when a batch took long, and not below where it began', () => {
    const size = new BatchSize();
    size.took(500, 20);
    size.took(1_000, 101);
    expect(size.current).toBe(500);
    size.took(500, 5_000);
    expect(size.current).toBe(500);
  });

  it('is what the options say, whatever happens', () => {
    const size = new BatchSize(7);
    size.took(7, 1);
    size.took(7, 5_000);
    expect(size.current).toBe(7);
  });
});
