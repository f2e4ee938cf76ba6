use picsellia_core::endpoint::{DataSource, DatalakeId, FindDatalake, ListDataSources, ListDatalakes};

use crate::listing::{LARGEST_LIST, Listing};
use crate::{Client, Datalake, Error};

impl Client {
    /// Finds the default datalake of the organization.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if the organization has none. Other
    /// [`Error`]s if the request fails.
    pub async fn datalake(&self) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::default_of(&self.organization().id)).await
    }

    /// Finds a datalake of the organization by its exact name.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no datalake with this name. Other [`Error`]s
    /// if the request fails.
    pub async fn datalake_named(&self, name: &str) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::by_name(&self.organization().id, name)).await
    }

    /// Finds a datalake of the organization by its id.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no datalake with this id. Other [`Error`]s
    /// if the request fails.
    pub async fn datalake_by_id(&self, id: &DatalakeId) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::by_id(&self.organization().id, id)).await
    }

    /// Lists all datalakes of the organization.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn datalakes(&self) -> Result<Vec<Datalake>, Error> {
        let list = ListDatalakes::new(&self.organization().id);
        let found = self.call_for_up_to(&list, LARGEST_LIST).await?;
        Ok(found.into_iter().map(|info| Datalake::new(self.clone(), info)).collect())
    }

    async fn open_datalake(&self, find: FindDatalake<'_>) -> Result<Datalake, Error> {
        Ok(Datalake::new(self.clone(), self.call(&find).await?))
    }

    /// Lists all data sources of the organization, which
    /// [`DataFilter::source`](crate::datalake::DataFilter::source) selects by name.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub async fn data_sources(&self) -> Result<Vec<DataSource>, Error> {
        let this = self.clone();
        let all = Listing::new(usize::MAX, move |_, start| {
            let this = this.clone();
            async move {
                let page = ListDataSources::new(&this.organization().id).after(start.as_ref());
                this.call_for_up_to(&page, LARGEST_LIST).await
            }
        });
        all.try_collect().await
    }
}
