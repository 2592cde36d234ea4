"""What the DAG files share. Only this package and the folders `dags/` and `plugins/` import Airflow."""
