.PHONY: images
images: ## Build the images of this kind of cluster, each only when its inputs changed.
	@hack/images/build

.PHONY: images-load
images-load: images ## Build the images and load them into the cluster.
	@hack/images/load
