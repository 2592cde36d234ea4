"""What the DAG files share. The one package of the library that knows of Airflow; nothing else here imports it."""
