import { useSession } from './SessionContext';
import classes from './Brand.module.css';

export function Brand() {
  const { company } = useSession();
  return (
    <div className={classes.brand}>
      <span className={classes.company}>{company.name}</span>
      <span className={classes.product}>Sales agent</span>
    </div>
  );
}
