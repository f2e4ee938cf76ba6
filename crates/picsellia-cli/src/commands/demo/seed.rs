//! Fills the demo with a week of predictions of two models, and with reviews.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fastrand::Rng;
use picsellia_deploy::deployment::Label;
use picsellia_deploy::predicted_asset::Review;
use picsellia_deploy::{
    BBox, ClassificationPrediction, Client, Deployment, DetectionPrediction, GeometryPolicy, Image,
    MonitorReceipt, MonitorRequest, PredictionId,
};
use picsellia_draw::image::RgbImage;
use picsellia_transport_hyper::HyperTransport;

use super::scene::{self, Street};
use super::{ORGANIZATION, PARTS, STREET, TOKEN};
use crate::failure::Failure;

const STREET_PREDICTIONS: u32 = 56;
const PARTS_PREDICTIONS: u32 = 28;
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// Fills the service, and returns the id of a prediction that is worth showing.
pub(super) async fn seed(url: &str) -> Result<String, Failure> {
    let transport = HyperTransport::new()
        .map_err(|error| Failure::other("cannot create the transport").because(&error))?;
    let client =
        Client::builder(transport).host(url).token(TOKEN).organization(ORGANIZATION).connect().await?;
    // A fixed seed, for the same week at each start.
    let mut rng = Rng::with_seed(7);
    let shown = street(&client.deployment(STREET).await?, &mut rng).await?;
    parts(&client.deployment(PARTS).await?, &mut rng).await?;
    Ok(shown)
}

/// Returns the time of prediction `index` of `of`, spread over the week, as a Unix timestamp.
fn moment(index: u32, of: u32) -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (now.saturating_sub(WEEK) + WEEK * index / of).as_secs_f64().round()
}

/// Returns the light at that time of day, from 0 to 1.
fn light(moment: f64) -> f64 {
    let part_of_day = (moment / 86_400.0).fract();
    (1.0 - (part_of_day - 0.5).abs() * 2.6).clamp(0.0, 1.0)
}

async fn street(deployment: &Deployment, rng: &mut Rng) -> Result<String, Failure> {
    let labels = deployment.labels().await?;
    let mut shown = String::new();
    for index in 0..STREET_PREDICTIONS {
        let moment = moment(index, STREET_PREDICTIONS);
        let light = light(moment);
        let street = Street::new(rng, light);
        let image = image(&format!("street-{index:02}.png"), &street.picture)?;
        // At night the models find less, and the shadow finds a little more than the champion.
        let champion = detect(&street, rng, 0.75 + 0.2 * light)?;
        let shadow = detect(&street, rng, 0.85 + 0.12 * light)?;
        let both_find = champion.len() == street.objects.len() && champion.len() > 1 && !shadow.is_empty();
        let lux = (light * 800.0).round() + 5.0;
        let request = MonitorRequest::builder(image, latency(rng, 0.21), champion)
            .shadow(latency(rng, 0.12), shadow)
            .source(if index % 3 == 0 { "gate-2" } else { "gate-1" })
            .tag(if light > 0.3 { "day" } else { "night" })
            .custom_metadata([("lux", lux.into())])
            .timestamp(moment)
            .geometry(GeometryPolicy::Repair)
            .build()?;
        let id = id_of(&deployment.send(&request).await?)?;
        if both_find && shown.is_empty() {
            id.as_str().clone_into(&mut shown);
        }
        if index % 2 == 0 {
            let review = street.objects.iter().filter_map(|(class, bbox)| Some((labels.get(*class)?, *bbox)));
            let review =
                review.fold(Review::new(), |review, (label, bbox)| review.rectangle(label.id.clone(), bbox));
            add(deployment, &id, &review).await?;
        }
    }
    Ok(shown)
}

/// Returns the prediction of a model that finds the share `found` of the objects.
fn detect(street: &Street, rng: &mut Rng, found: f64) -> Result<DetectionPrediction, Failure> {
    let mut prediction = DetectionPrediction::builder();
    for (class, bbox) in &street.objects {
        if rng.f64() > found {
            continue;
        }
        let mut near = |edge: i64| edge + rng.i64(-4..=4);
        let [top, left, bottom, right] = bbox.to_tlbr().map(&mut near);
        if let Ok(bbox) = BBox::tlbr(top, left, bottom, right) {
            prediction = prediction.object(*class, score(rng, found), bbox);
        }
    }
    Ok(prediction.build()?)
}

async fn parts(deployment: &Deployment, rng: &mut Rng) -> Result<(), Failure> {
    let labels = deployment.labels().await?;
    for index in 0..PARTS_PREDICTIONS {
        let scratched = rng.f64() < 0.3;
        let image = image(&format!("part-{index:02}.png"), &scene::part(rng, scratched))?;
        let right = rng.f64() < 0.9;
        let class = usize::from(scratched == right);
        let prediction = ClassificationPrediction::builder().class(class, score(rng, 0.9)).build()?;
        let request = MonitorRequest::builder(image, latency(rng, 0.02), prediction)
            .source("table-1")
            .timestamp(moment(index, PARTS_PREDICTIONS))
            .build()?;
        let id = id_of(&deployment.send(&request).await?)?;
        if index % 2 == 0
            && let Some(Label { id: label, .. }) = labels.get(usize::from(scratched))
        {
            add(deployment, &id, &Review::new().classification(label.clone())).await?;
        }
    }
    Ok(())
}

fn image(filename: &str, picture: &RgbImage) -> Result<Image, Failure> {
    let encoded = scene::encode(picture)
        .map_err(|error| Failure::other("cannot encode a picture of the demo").because(&error))?;
    Ok(Image::from_bytes(filename, encoded))
}

async fn add(deployment: &Deployment, id: &PredictionId, review: &Review) -> Result<(), Failure> {
    let asset = deployment.predicted_asset(id).await?;
    asset.add_review(review).await?;
    Ok(())
}

fn id_of(receipt: &MonitorReceipt) -> Result<PredictionId, Failure> {
    receipt.id().cloned().ok_or_else(|| Failure::other("the receipt of the service has no id"))
}

/// Returns a latency near the usual one, rounded to the millisecond.
fn latency(rng: &mut Rng, usual: f64) -> f64 {
    (usual * (0.8 + 0.6 * rng.f64()) * 1000.0).round() / 1000.0
}

/// Returns a score near the usual one, rounded to the hundredth.
fn score(rng: &mut Rng, usual: f64) -> f64 {
    ((usual - 0.25 * rng.f64()) * 100.0).round() / 100.0
}
