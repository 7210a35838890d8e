# Targets of the cluster for development and tests; included by the Makefile.

.PHONY: cluster-up cluster-down cluster-status health clean

cluster-up: ## Bring up a Kubernetes cluster (kind with Docker, else local; CLUSTER=kind|local forces one)
	@hack/cluster/up

cluster-down: ## Stop the cluster and remove everything of it but the built programs
	@hack/cluster/down

cluster-status: ## Versions, node and pods of the cluster
	@hack/cluster/status

health: ## A line a component of the cluster, exit code 1 when one failed
	@hack/cluster/health

clean: ## Stop the cluster, remove built images and logs; ALL=1 removes the whole cache
	@hack/cluster/clean
